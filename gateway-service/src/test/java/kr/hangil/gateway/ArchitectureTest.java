package kr.hangil.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import kr.hangil.gateway.envelope.Operation;

@AnalyzeClasses(packages = "kr.hangil.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] CONTROL_PLANE = {
        "kr.hangil.gateway.tenants..",
        "kr.hangil.gateway.keys..",
        "kr.hangil.gateway.policy..",
        "kr.hangil.gateway.idempotency..",
        "kr.hangil.gateway.routes..",
        "kr.hangil.gateway.audit..",
        "kr.hangil.gateway.storage.."
    };

    private static final String[] DATA_PLANE = {
        "kr.hangil.gateway.dataplane..",
        "kr.hangil.gateway.envelope..",
        "kr.hangil.gateway.routing..",
        "kr.hangil.gateway.upstream..",
        "kr.hangil.gateway.metering.."
    };

    @ArchTest
    static final ArchRule SHOULD_DEPEND_ON_NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "kr.hangil.registry..",
                    "kr.hangil.inference..",
                    "kr.hangil.billing..",
                    "kr.hangil.portal..",
                    "kr.hangil.operator..",
                    "kr.hangil.stack..")
            .as("the gateway should know other services by their wire only");

    @ArchTest
    static final ArchRule SHOULD_READ_ONLY_MEMORY_ON_THE_DATA_PLANE = noClasses()
            .that()
            .resideInAnyPackage(DATA_PLANE)
            .or()
            .resideInAPackage("kr.hangil.gateway.identity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONTROL_PLANE)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx.sqlclient..",
                    "io.vertx.mutiny.sqlclient..",
                    "io.vertx.pgclient..",
                    "java.sql..",
                    "jakarta.persistence..",
                    "org.hibernate..")
            .as("the data plane should reach no database");

    @ArchTest
    static final ArchRule SHOULD_KEEP_THE_CONTROL_PLANE_OUT_OF_THE_DATA_PLANE = noClasses()
            .that()
            .resideInAnyPackage(CONTROL_PLANE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(DATA_PLANE).and(not(type(Operation.class))))
            .as("the control plane should change the data plane through the snapshot only");

    @ArchTest
    static final ArchRule SHOULD_KEEP_HTTP_IN_RESOURCES = noClasses()
            .that()
            .resideInAnyPackage(CONTROL_PLANE)
            .or()
            .resideInAPackage("kr.hangil.gateway.snapshot..")
            .and()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotEndingWith("Answers")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..", "io.vertx.core.http..", "io.vertx.ext.web..")
            .as("what is not a resource should know no HTTP");

    @ArchTest
    static final ArchRule SHOULD_HAVE_NO_CYCLES =
            slices().matching("kr.hangil.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SHOULD_HIDE_STORAGE_AND_RESOURCES = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .or()
            .haveSimpleNameEndingWith("Repository")
            .or()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .bePackagePrivate();
}
