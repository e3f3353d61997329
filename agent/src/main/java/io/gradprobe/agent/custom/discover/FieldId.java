package io.gradprobe.agent.custom.discover;

/** A field by the internal name of the class that declares it. */
record FieldId(String owner, String name, String descriptor) {}
