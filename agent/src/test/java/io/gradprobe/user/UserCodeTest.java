package io.gradprobe.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.MemoryLoader;
import io.gradprobe.SourceCompiler;
import io.gradprobe.agent.UserCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stands in a package of its own, because gradprobe's own frames never count as the user's. */
class UserCodeTest {
  private static final UserCode USER = new UserCode(List.of("fw.train.", "fw.nd."));

  private static final String CALLER =
      "package %s; public class %s { public static String call(java.util.function.Supplier<String>"
          + " s) {\n return s.get(); } }";

  @TempDir private Path folder;

  private static int lineHere() {
    return StackWalker.getInstance().walk(s -> s.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private static String place(String method, int line) {
    return UserCodeTest.class.getName() + "." + method + "(UserCodeTest.java:" + line + ")";
  }

  /** Calls from a class of another package, compiled with some debug information. */
  private String through(String name, String debug, Supplier<String> asked) throws Exception {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    String source = CALLER.formatted(name.substring(0, name.lastIndexOf('.')), simple);
    MemoryLoader loader =
        new MemoryLoader(SourceCompiler.compile(folder.resolve(name), Map.of(name, source), debug));
    return (String) loader.loadClass(name).getMethod("call", Supplier.class).invoke(null, asked);
  }

  @Test
  void testHereIsTheCallersOwnLine() {
    String here = USER.here();
    int line = lineHere() - 1;
    assertEquals(place("testHereIsTheCallersOwnLine", line), here);
  }

  @Test
  void testLambdaBearsTheNameOfItsMethod() {
    Supplier<String> asked = () -> USER.here();
    int line = lineHere() - 1;
    assertEquals(place("testLambdaBearsTheNameOfItsMethod", line), asked.get());
  }

  @Test
  void testFrameworkFramesAreSkipped() throws Exception {
    assertEquals("app.Mine.call(Mine.java:2)", through("app.Mine", "-g", USER_METHOD_REFERENCE));
    for (String foreign : List.of("fw.train.Trainer", "fw.nd.Array", "kotlin.Unit")) {
      String here = through(foreign, "-g", USER_METHOD_REFERENCE);
      assertTrue(here.startsWith(UserCodeTest.class.getName() + ".through("), here);
    }
  }

  /** A bound method reference has no frame of its own. */
  private static final Supplier<String> USER_METHOD_REFERENCE = USER::here;

  @Test
  void testPackagesThatOnlyBeginAlikeAreTheUsers() throws Exception {
    assertEquals(
        "fw.trainer.Mine.call(Mine.java:2)",
        through("fw.trainer.Mine", "-g", USER_METHOD_REFERENCE));
    assertEquals(
        "javafx.Mine.call(Mine.java:2)", through("javafx.Mine", "-g", USER_METHOD_REFERENCE));
    assertEquals(
        "io.gradprobe.demo.Mine.call(Mine.java:2)",
        through("io.gradprobe.demo.Mine", "-g", USER_METHOD_REFERENCE));
  }

  @Test
  void testWithoutLineNumbers() throws Exception {
    assertEquals(
        "app.NoLines.call(NoLines.java)",
        through("app.NoLines", "-g:source", USER_METHOD_REFERENCE));
  }

  @Test
  void testWithoutAnyDebugInformation() throws Exception {
    assertEquals(
        "app.Bare.call(Unknown Source)", through("app.Bare", "-g:none", USER_METHOD_REFERENCE));
  }

  @Test
  void testNoUserFrameAtAll() {
    UserCode nobody = new UserCode(List.of("io.gradprobe.", "org.", "com.", "worker."));
    assertEquals("", nobody.here());
    assertEquals("", nobody.methodNamed("test"));
  }

  private static String validateModel() {
    return USER.methodNamed("validat", "evaluat");
  }

  private static String evaluateInLambda() {
    Supplier<String> asked = () -> USER.methodNamed("validat", "evaluat");
    return asked.get();
  }

  private static String crossValidate() {
    return USER.methodNamed("validat");
  }

  private static String trainAndEvaluate() {
    return USER.methodNamed("evaluat");
  }

  private static String one(int calls) {
    return calls == 0 ? USER.methodNamed("evaluat") : one(calls - 1);
  }

  private static String evaluateFarOut(int calls) {
    return one(calls);
  }

  @Test
  void testMethodNamed() {
    assertEquals("UserCodeTest.validateModel", validateModel());
    assertEquals("UserCodeTest.evaluateInLambda", evaluateInLambda());
    assertEquals("", USER.methodNamed("clip"));
  }

  @Test
  void testMethodsThatAlsoTrainAreNotMeant() {
    assertEquals("", crossValidate());
    assertEquals("", trainAndEvaluate());
  }

  @Test
  void testOnlyTheInnermostMethodsCount() {
    assertEquals("UserCodeTest.evaluateFarOut", evaluateFarOut(1));
    assertEquals("", evaluateFarOut(2));
  }

  private static String inner(Supplier<String> asked) {
    return asked.get();
  }

  @Test
  void testHereOutsideSkipsAllFramesUpToTheOutermostCallOfTheMethod() {
    String here = inner(() -> USER.hereOutside(UserCodeTest.class.getName(), "inner"));
    int line = lineHere() - 1;
    assertEquals(place("testHereOutsideSkipsAllFramesUpToTheOutermostCallOfTheMethod", line), here);
  }

  @Test
  void testHereOutsideAMethodThatIsNotRunningIsHere() {
    String here = USER.hereOutside(UserCodeTest.class.getName(), "nowhere");
    int line = lineHere() - 1;
    assertEquals(place("testHereOutsideAMethodThatIsNotRunningIsHere", line), here);
  }

  private static Throwable thrown(String... classes) {
    Throwable failure = new IllegalStateException();
    StackTraceElement[] frames = new StackTraceElement[classes.length];
    for (int i = 0; i < classes.length; i++) {
      frames[i] = new StackTraceElement(classes[i], "run", "File.java", 10 + i);
    }
    failure.setStackTrace(frames);
    return failure;
  }

  @Test
  void testThrownAtIsTheInnermostOfTheUsersFrames() {
    Throwable failure = thrown("fw.nd.Array", "java.util.List", "app.Net", "app.Main");
    assertEquals("app.Net.run(File.java:12)", USER.thrownAt(failure));
  }

  @Test
  void testThrownAtAsksTheRootCauseFirst() {
    Throwable outer = thrown("app.Main").initCause(thrown("fw.nd.Array", "app.Data"));
    assertEquals("app.Data.run(File.java:11)", USER.thrownAt(outer));
    Throwable foreign = thrown("app.Main").initCause(thrown("fw.nd.Array"));
    assertEquals("app.Main.run(File.java:10)", USER.thrownAt(foreign));
  }

  @Test
  void testThrownAtWithoutAnyFrameIsHere() {
    String here = USER.thrownAt(thrown());
    int line = lineHere() - 1;
    assertEquals(place("testThrownAtWithoutAnyFrameIsHere", line), here);
  }

  @Test
  void testThrownAtEndsWithCausesThatGoRoundInACircle() {
    Throwable a = thrown("app.A");
    Throwable b = thrown("app.B");
    a.initCause(b);
    b.initCause(a);
    assertTrue(USER.thrownAt(a).endsWith("(File.java:10)"));
  }
}
