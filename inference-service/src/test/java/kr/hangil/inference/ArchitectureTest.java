package kr.hangil.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "kr.hangil.inference", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_IT_MAY = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jakarta..",
                    "org.jspecify..",
                    "org.jboss.logging..",
                    "org.eclipse.microprofile..",
                    "io.quarkus..",
                    "io.vertx..",
                    "io.smallrye..",
                    "io.micrometer..",
                    "com.fasterxml.jackson..",
                    "kr.hangil.contracts..",
                    "kr.hangil.platform..",
                    "kr.hangil.identity..",
                    "kr.hangil.inference..");

    @ArchTest
    static final ArchRule WIRE_IS_KNOWN_BY_NOBODY = noClasses()
            .that()
            .resideOutsideOfPackage("..inference.openai..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..inference.openai..");

    @ArchTest
    static final ArchRule WEIGHTS_KNOW_NO_ENGINE = noClasses()
            .that()
            .resideInAPackage("..inference.weights..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..inference.engine..", "..inference.lifecycle..", "..inference.queue..");

    @ArchTest
    static final ArchRule KINDS_OF_ENGINES_ARE_CHOSEN_IN_ONE_PLACE = noClasses()
            .that()
            .resideInAnyPackage("..inference.lifecycle..", "..inference.weights..", "..inference.queue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..inference.engine.llamacpp..", "..inference.engine.openaihttp..");
}
