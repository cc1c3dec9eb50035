package kr.hangil.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "kr.hangil", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DECISIONS_TOUCH_NOTHING = noClasses()
            .that()
            .resideInAnyPackage(
                    "..operator.desired..",
                    "..operator.rollout..",
                    "..operator.scaling..",
                    "..operator.placement..",
                    "..operator.observed..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..operator.reconcile..",
                    "..operator.gateway..",
                    "..operator.pods..",
                    "..operator.registry..",
                    "..operator.http..",
                    "..operator.profiles..",
                    "..operator.telemetry..",
                    "io.javaoperatorsdk..",
                    "java.net.http..",
                    "io.quarkus..");

    @ArchTest
    static final ArchRule SERVICES_KNOW_NOTHING_OF_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("kr.hangil.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "kr.hangil.gateway..",
                    "kr.hangil.registry..",
                    "kr.hangil.inference..",
                    "kr.hangil.billing..",
                    "kr.hangil.portal..");
}
