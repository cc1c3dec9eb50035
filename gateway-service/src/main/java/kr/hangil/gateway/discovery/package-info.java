/**
 * What a Kubernetes cluster serves: {@code ModelDeployment}s say which names are served, and how requests are shared
 * between revisions; EndpointSlices say which of their pods are ready now.
 *
 * <p>{@link kr.hangil.gateway.discovery.ClusterRoutes} watches both and hands routes to the snapshot; {@code RouteAssembly} is the
 * pure function between. The labels it goes by are in {@link kr.hangil.contracts.serving.ServingLabels}. With the API
 * server away the last routes stay.
 */
@NullMarked
package kr.hangil.gateway.discovery;

import org.jspecify.annotations.NullMarked;
