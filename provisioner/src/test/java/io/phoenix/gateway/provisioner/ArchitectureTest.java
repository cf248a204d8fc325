package io.phoenix.gateway.provisioner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the packages of the provisioner lie to each other. */
@AnalyzeClasses(packagesOf = Main.class, importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.phoenix.gateway.provisioner.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule plansArePure = noClasses()
            .that()
            .resideInAPackage("..provisioner.plan..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.time..",
                    "..command..",
                    "..apply..",
                    "..pct..",
                    "..storage..",
                    "..lxc..",
                    "..reading..",
                    "..json..")
            .because("equal arguments give equal plans");

    @ArchTest
    static final ArchRule wishesKnowNoHost = noClasses()
            .that()
            .resideInAnyPackage("..desired..", "..reading..", "..check..", "..json..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..host..", "..plan..", "..apply..", "..pct..", "..storage..", "..lxc..", "..command..");

    @ArchTest
    static final ArchRule backendsKnowNoPlans = noClasses()
            .that()
            .resideInAnyPackage("..host..", "..pct..", "..storage..", "..lxc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..plan..", "..apply..", "..reading..", "..json..");

    @ArchTest
    static final ArchRule programsAreStartedInFewPlaces = noClasses()
            .that()
            .doNotHaveSimpleName("HostCommands")
            .and()
            .doNotHaveSimpleName("ConfLock")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.ProcessBuilder")
            .because("everything else is an argument list for CommandRunner");

    @ArchTest
    static final ArchRule nothingIsDeletedRecursively = noClasses()
            .that()
            .resideInAnyPackage("..storage..", "..apply..", "..plan..", "..pct..")
            .should()
            .callMethod(Files.class, "delete", Path.class)
            .orShould()
            .callMethod(Files.class, "walkFileTree", Path.class, FileVisitor.class)
            .because("no path of code deletes what is in a volume");
}
