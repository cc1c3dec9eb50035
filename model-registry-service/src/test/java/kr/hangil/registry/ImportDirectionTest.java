package kr.hangil.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ArchUnit's own test engine is not used: it gets in the way of the class loaders of {@code @QuarkusTest}. */
class ImportDirectionTest {

    private static final ArchRule FEATURES_IMPORT_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("alias")
            .definedBy("..registry.alias..")
            .layer("version")
            .definedBy("..registry.version..")
            .layer("intake")
            .definedBy("..registry.intake..")
            .layer("file")
            .definedBy("..registry.file..")
            .layer("catalog")
            .definedBy("..registry.catalog..")
            .layer("page")
            .definedBy("..registry.page..")
            .layer("access")
            .definedBy("..registry.access..")
            .whereLayer("alias")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("version")
            .mayOnlyBeAccessedByLayers("alias")
            .whereLayer("intake")
            .mayOnlyBeAccessedByLayers("version")
            .whereLayer("file")
            .mayOnlyBeAccessedByLayers("intake", "version")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("intake", "version", "alias")
            .whereLayer("page")
            .mayNotAccessAnyLayer()
            .whereLayer("access")
            .mayNotAccessAnyLayer();

    private static final ArchRule NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "kr.hangil.gateway..",
                    "kr.hangil.billing..",
                    "kr.hangil.inference..",
                    "kr.hangil.portal..",
                    "kr.hangil.stack..");

    private static final ArchRule ONLY_RESOURCES_KNOW_HTTP = noClasses()
            .that()
            .resideOutsideOfPackage("..access..")
            .and()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotContaining("Resource_")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "io.vertx.core.http..", "org.jboss.resteasy..");

    private static final ArchRule STORAGE_STAYS_INSIDE_ITS_FEATURE = classes()
            .that()
            .haveSimpleNameEndingWith("Entity")
            .or()
            .haveSimpleNameEndingWith("Repository")
            .should()
            .bePackagePrivate();

    @Test
    void shouldImportOneWay() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("kr.hangil.registry");

        for (ArchRule rule : List.of(
                FEATURES_IMPORT_ONE_WAY,
                NO_OTHER_SERVICE,
                ONLY_RESOURCES_KNOW_HTTP,
                STORAGE_STAYS_INSIDE_ITS_FEATURE)) {
            rule.check(classes);
        }
    }
}
