package io.gradprobe.agent.custom.discover;

/**
 * Something is stored in a place.
 *
 * @param method where
 * @param index the instruction's index in the method's list
 * @param place what it is stored in
 * @param value what is stored
 * @param origin the method whose instruction stores; not {@code method} where that calls it
 */
record Store(MethodId method, int index, Sym place, Sym value, MethodId origin) {
  boolean isDirect() {
    return method.equals(origin);
  }
}
