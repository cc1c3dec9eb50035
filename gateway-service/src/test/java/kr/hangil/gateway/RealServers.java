package kr.hangil.gateway;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import kr.hangil.stack.quarkus.KeycloakResource;
import kr.hangil.stack.quarkus.PostgresResource;

/** A test of the gateway with a real PostgreSQL and a real Keycloak; all such tests share one running gateway. */
@WithTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "role", value = "gateway"),
        scope = TestResourceScope.GLOBAL)
@WithTestResource(
        value = KeycloakResource.class,
        initArgs = @ResourceArg(name = "client", value = "gateway-service"),
        scope = TestResourceScope.GLOBAL)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RealServers {}
