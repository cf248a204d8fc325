package io.phoenix.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.SimpleChannelInboundHandler;
import io.phoenix.gateway.core.net.ReadGate;

/** The rules of the house that a compiler cannot check; docs/architecture.md has the reasons. */
@AnalyzeClasses(packages = "io.phoenix.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String CORE = "io.phoenix.gateway.core..";
    private static final String ROUTING = "io.phoenix.gateway.routing..";
    private static final String SERVER = "io.phoenix.gateway.server..";
    private static final String DEMO = "io.phoenix.gateway.server.demo..";

    @ArchTest
    static final ArchRule coreKnowsNeitherRoutingNorServer = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROUTING, SERVER);

    @ArchTest
    static final ArchRule routingKnowsNoServerAndNoChannel = noClasses()
            .that()
            .resideInAPackage(ROUTING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER, "io.netty.channel..");

    @ArchTest
    static final ArchRule coreIsLayered = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(CORE)
            .layer("auth")
            .definedBy("..core.auth")
            .layer("listener")
            .definedBy("..core.listener")
            .layer("exchange")
            .definedBy("..core.exchange")
            .layer("upstream")
            .definedBy("..core.upstream")
            .whereLayer("auth")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("listener")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("exchange")
            .mayOnlyBeAccessedByLayers("listener", "auth")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("exchange", "auth");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.phoenix.gateway.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheGateStopsReading = noClasses()
            .that(not(JavaClass.Predicates.equivalentTo(ReadGate.class)).and(not(resideInAPackage(DEMO))))
            .should()
            .callMethod(ChannelConfig.class, "setAutoRead", boolean.class)
            .orShould()
            .callMethod(ChannelOutboundInvoker.class, "read");

    @ArchTest
    static final ArchRule onlyNetNamesTransports = noClasses()
            .that()
            .resideOutsideOfPackage("..core.net")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel.epoll..", "io.netty.channel.uring..");

    @ArchTest
    static final ArchRule handlersOwnWhatTheyRead =
            noClasses().that().resideInAPackage(CORE).should().beAssignableTo(SimpleChannelInboundHandler.class);

    @ArchTest
    static final ArchRule nobodySleepsOrUsesWhatIsNotTheirs = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "sun..", "io.netty.util.internal..");

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToTheTerminal = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.phoenix.gateway.server.Main")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = classes()
            .should()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl");
}
