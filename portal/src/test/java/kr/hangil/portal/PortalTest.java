package kr.hangil.portal;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import kr.hangil.portal.standin.StandIns;
import kr.hangil.stack.quarkus.KeycloakResource;
import kr.hangil.stack.quarkus.PostgresResource;

/** The one set of parts that every test of the running portal shares, so that it starts once. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(
        value = PostgresResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "role", value = "portal"))
@WithTestResource(
        value = KeycloakResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "client", value = "portal"))
@WithTestResource(value = StandIns.class, scope = TestResourceScope.GLOBAL)
@interface PortalTest {}
