package io.gradprobe;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between gradprobe's rooms. */
@AnalyzeClasses(packages = "io.gradprobe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String RUNTIME = "io.gradprobe.runtime..";
  private static final String AGENT = "io.gradprobe.agent..";
  private static final String COLLECTORS = "io.gradprobe.collectors..";
  private static final String COMMAND_LINE = "io.gradprobe.collectors.cli..";

  /** The rules below would all hold for an import that missed a module. */
  @ArchTest
  static void everyModuleIsImported(JavaClasses classes) {
    for (String name :
        new String[] {
          "io.gradprobe.Agent",
          "io.gradprobe.AgentLoader",
          "io.gradprobe.runtime.Monitor",
          "io.gradprobe.agent.AgentCore",
          "io.gradprobe.agent.weave.Weaver",
          "io.gradprobe.agent.djl.Djl",
          "io.gradprobe.agent.djl.probe.Forwards",
          "io.gradprobe.agent.javacpp.JavaCpp",
          "io.gradprobe.agent.javacpp.probe.Forwards",
          "io.gradprobe.agent.dl4j.probe.NetworkRun",
          "io.gradprobe.agent.nd4j.probe.ArrayMemory",
          "io.gradprobe.collectors.cli.Main"
        }) {
      assertTrue(classes.contain(name), name);
    }
  }

  @ArchTest
  static final ArchRule runtimeDependsOnNothingButJava =
      classes()
          .that()
          .resideInAPackage(RUNTIME)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("java..", RUNTIME)
                  .and(not(resideInAnyPackage("java.util.logging..", "java.lang.management.."))));

  @ArchTest
  static final ArchRule collectorsKnowOnlyRuntimeOfUs =
      noClasses()
          .that()
          .resideInAPackage(COLLECTORS)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.gradprobe..").and(not(resideInAnyPackage(COLLECTORS, RUNTIME))));

  @ArchTest
  static final ArchRule agentKnowsOnlyRuntimeAndItsLoaderOfUs =
      noClasses()
          .that()
          .resideInAPackage(AGENT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.gradprobe..")
                  .and(not(resideInAnyPackage(AGENT, RUNTIME)))
                  .and(not(belongToAnyOf(AgentLoader.class))));

  @ArchTest
  static final ArchRule typesOfDjlOnlyInItsProbes =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gradprobe.agent.djl.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule typesOfJavaCppOnlyInItsProbes =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gradprobe.agent.javacpp.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule arraysOfNd4jOnlyInTheProbesOfWhatIsBuiltOnThem =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.gradprobe.agent.nd4j.probe..", "io.gradprobe.agent.dl4j.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.nd4j..");

  @ArchTest
  static final ArchRule layersOfDl4jOnlyInItsProbes =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gradprobe.agent.dl4j.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.deeplearning4j..");

  /** A program may use ND4J without DL4J. */
  @ArchTest
  static final ArchRule probesOfNd4jKnowNothingOfDl4j =
      noClasses()
          .that()
          .resideInAPackage("io.gradprobe.agent.nd4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.gradprobe.agent.dl4j..", "org.deeplearning4j..");

  @ArchTest
  static final ArchRule byteBuddyOnlyWhereItWeaves =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.gradprobe.agent.weave..",
              "io.gradprobe.agent.djl..",
              "io.gradprobe.agent.javacpp..",
              "io.gradprobe.agent.nd4j..",
              "io.gradprobe.agent.dl4j..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.bytebuddy..");

  /** Probes bear ByteBuddy's annotations and call nothing of it. */
  @ArchTest
  static final ArchRule probesCallNoByteBuddy =
      noClasses()
          .that()
          .resideInAPackage("io.gradprobe.agent.*.probe..")
          .should()
          .accessClassesThat()
          .resideInAPackage("net.bytebuddy..");

  @ArchTest
  static final ArchRule asmOnlyInTheAgent =
      noClasses()
          .that()
          .resideOutsideOfPackage(AGENT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.objectweb.asm..");

  @ArchTest
  static final ArchRule probesDoNotReadByteCode =
      noClasses()
          .that()
          .resideInAPackage("io.gradprobe.agent.*.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.objectweb.asm..");

  @ArchTest
  static final ArchRule openTelemetryOnlyInCollectors =
      noClasses()
          .that()
          .resideOutsideOfPackage(COLLECTORS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry..", "okhttp3..", "okio..");

  @ArchTest
  static final ArchRule flightRecorderOnlyInCollectors =
      noClasses()
          .that()
          .resideOutsideOfPackage(COLLECTORS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.jfr..");

  @ArchTest
  static final ArchRule standardOutputBelongsToTheProgram =
      noClasses()
          .that()
          .resideOutsideOfPackage(COMMAND_LINE)
          .and()
          .doNotBelongToAnyOf(Agent.class)
          .should()
          .accessField(System.class, "out");

  /** The entry point hands stdout to the command line, and does nothing else with it. */
  @ArchTest
  static void theEntryPointUsesStandardOutputInItsCommandLineOnly(JavaClasses classes) {
    classes.get(Agent.class).getFieldAccessesFromSelf().stream()
        .filter(a -> a.getTarget().getFullName().equals("java.lang.System.out"))
        .forEach(a -> assertTrue(a.getOrigin().getName().equals("main"), a::getDescription));
  }

  @ArchTest
  static final ArchRule nobodyPrintsStackTraces =
      noClasses()
          .should()
          .callMethodWhere(
              target(name("printStackTrace")).and(target(owner(assignableTo(Throwable.class)))));

  /**
   * A program may set up java.util.logging by its own lights: touching it first would break that.
   */
  @ArchTest
  static final ArchRule noLoggingOutsideCollectors =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gradprobe.collectors.otel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..", "java.lang.management..");

  @ArchTest
  static final ArchRule visibleClassesKnowOnlyTheBasicsOfJava =
      classes()
          .that()
          .resideInAPackage("io.gradprobe")
          .should()
          .onlyDependOnClassesThat(
              belongToAnyOf(Agent.class, AgentLoader.class)
                  .or(
                      resideInAnyPackage(
                          "java.io..",
                          "java.lang..",
                          "java.math..",
                          "java.net..",
                          "java.nio..",
                          "java.security..",
                          "java.text..",
                          "java.time..",
                          "java.util..")))
          .andShould()
          .onlyDependOnClassesThat(
              not(resideInAnyPackage("java.lang.management..", "java.util.logging..")));

  @ArchTest
  static final ArchRule visibleClassesAreTwo =
      classes()
          .that()
          .resideInAPackage("io.gradprobe")
          .should(be(belongToAnyOf(Agent.class, AgentLoader.class)));

  @ArchTest
  static final ArchRule rulesKnowNoMonitor =
      noClasses()
          .that()
          .resideInAPackage("io.gradprobe.runtime.rule..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.gradprobe.runtime", "io.gradprobe.runtime.collector..");

  /** A rule is pure: no input, no output, no clock, no thread. */
  @ArchTest
  static final ArchRule rulesArePure =
      noClasses()
          .that()
          .resideInAPackage("io.gradprobe.runtime.rule..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.time..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);
}
