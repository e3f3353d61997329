package io.gradprobe.runtime.run;

/** Finds the user's own line on the current thread's stack. */
public interface SourceLocator {

  /**
   * The innermost frame that belongs to neither a framework nor the JDK nor gradprobe, as {@code
   * package.Class.method(File.java:42)}; empty where there is none. Walks the stack: about a
   * microsecond or more, so it is called only where something is out of the ordinary or a step is
   * sampled.
   */
  String here();

  /**
   * The innermost user method whose name matches, as {@code Class.method}; empty where there is
   * none.
   *
   * @param part what the lower-case method name must contain
   */
  String methodNamed(String... part);
}
