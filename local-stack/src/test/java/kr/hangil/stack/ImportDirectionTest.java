package kr.hangil.stack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "kr.hangil.stack", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportDirectionTest {

    @ArchTest
    static final ArchRule shouldKnowServicesOnlyByTheirApis = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "kr.hangil.stack..",
                    "java..",
                    "javax..",
                    "org.jspecify..",
                    "picocli..",
                    "com.fasterxml.jackson..",
                    "org.apache.commons.compress..",
                    "org.tukaani.xz..",
                    "io.quarkus.test.common..",
                    "jakarta..",
                    "com.tngtech.archunit..");

    @ArchTest
    static final ArchRule shouldRunWithoutQuarkusOutsideTests = noClasses()
            .that()
            .resideOutsideOfPackage("kr.hangil.stack.quarkus")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "com.tngtech.archunit..");

    @ArchTest
    static final ArchRule shouldLendServersWithoutTheStack = noClasses()
            .that()
            .resideInAnyPackage("kr.hangil.stack.postgres", "kr.hangil.stack.keycloak", "kr.hangil.stack.process")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kr.hangil.stack.cli", "kr.hangil.stack.supervise", "kr.hangil.stack.place");
}
