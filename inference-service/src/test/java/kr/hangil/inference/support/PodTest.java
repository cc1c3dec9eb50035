package kr.hangil.inference.support;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import kr.hangil.stack.quarkus.KeycloakResource;

/** A test of the whole pod: real Keycloak, real engine, real model; one configuration for all of them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(
        value = KeycloakResource.class,
        initArgs = @ResourceArg(name = "client", value = "inference-service"),
        scope = TestResourceScope.GLOBAL)
@WithTestResource(value = PodResource.class, scope = TestResourceScope.GLOBAL)
public @interface PodTest {}
