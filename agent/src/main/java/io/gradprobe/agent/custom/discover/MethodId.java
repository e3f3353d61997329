package io.gradprobe.agent.custom.discover;

/** A method by the internal name of the class that declares it. */
record MethodId(String owner, String name, String descriptor) {
  boolean isInitializer() {
    return name.equals("<init>") || name.equals("<clinit>");
  }

  /** The descriptor of the result. */
  String result() {
    return descriptor.substring(descriptor.indexOf(')') + 1);
  }
}
