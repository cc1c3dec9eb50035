package kr.hangil.billing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "kr.hangil.billing", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule SHOULD_DEPEND_ON_NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "kr.hangil.gateway..",
                    "kr.hangil.registry..",
                    "kr.hangil.inference..",
                    "kr.hangil.portal..",
                    "kr.hangil.operator..",
                    "kr.hangil.stack..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_ARITHMETIC_FREE_OF_HTTP_AND_DATABASE = classes()
            .that()
            .resideInAnyPackage("..billing.rating..", "..billing.money..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.annotation..",
                    "kr.hangil.billing.rating..",
                    "kr.hangil.billing.money..");

    @ArchTest
    static final ArchRule SHOULD_HAVE_NO_CYCLES =
            slices().matching("kr.hangil.billing.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SHOULD_HIDE_STORAGE_AND_RESOURCES = classes()
            .that()
            .haveNameMatching(".*(Resource|Repository|Store|Entity|Api|Config|Draft)")
            .should()
            .notBePublic();
}
