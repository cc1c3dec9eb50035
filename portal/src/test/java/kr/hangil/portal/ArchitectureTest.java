package kr.hangil.portal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.security.Authenticated;

@AnalyzeClasses(packages = "kr.hangil.portal", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule SHOULD_DEPEND_ON_NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "kr.hangil.gateway..",
                    "kr.hangil.registry..",
                    "kr.hangil.inference..",
                    "kr.hangil.billing..",
                    "kr.hangil.operator..",
                    "kr.hangil.stack..");

    @ArchTest
    static final ArchRule SHOULD_KEEP_PAGES_APART = noClasses()
            .that()
            .resideInAnyPackage("..session..", "..upstream..", "..gateway..", "..billing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..frame..",
                    "..home..",
                    "..overview..",
                    "..keys..",
                    "..usage..",
                    "..playground..",
                    "..budgets..",
                    "..credits..",
                    "..invoices..",
                    "..profile..",
                    "..policy..",
                    "..limits..",
                    "..projects..",
                    "..members..",
                    "..audit..");

    @ArchTest
    static final ArchRule SHOULD_HIDE_RESOURCES_CLIENTS_AND_STORAGE = classes()
            .that()
            .haveNameMatching(".*(Resource|Client|Repository|Config|Messages|TokenStateManager)")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule SHOULD_ASK_WHO_IT_IS_ON_EVERY_PAGE_OF_A_TENANT = classes()
            .that()
            .haveNameMatching(
                    ".*\\.(overview|keys|usage|playground|budgets|credits|invoices|profile|policy|projects|members|audit)\\..*Resource")
            .should()
            .beAnnotatedWith(Authenticated.class);

    @ArchTest
    static final ArchRule SHOULD_NEVER_COUNT_MONEY_IN_FLOATING_POINT = noClasses()
            .that()
            .resideInAnyPackage("..billing..", "..usage..", "..budgets..", "..credits..", "..invoices..", "..frame..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Double");
}
