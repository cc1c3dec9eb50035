/** What the model registry tells those who pull from it: manifests, versions and aliases. */
@NullMarked
package kr.hangil.contracts.registry;

import org.jspecify.annotations.NullMarked;
