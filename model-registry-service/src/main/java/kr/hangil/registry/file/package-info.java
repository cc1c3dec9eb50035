/**
 * The bytes, addressed by their SHA-256. A file is either wholly in the store under its digest or not in it at all;
 * {@link kr.hangil.registry.file.FileStore} is the seam for another kind of storage.
 */
@NullMarked
package kr.hangil.registry.file;

import org.jspecify.annotations.NullMarked;
