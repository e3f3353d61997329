/**
 * Training programs with an autograd or a backward pass of their own, no library, one to a package.
 * {@code --bug=name} brings in a bug. A comment {@code // expect[name]: rule subject} tells what is
 * to be found with it: at the end of the guilty line, or in lines of its own right above it.
 */
package io.gradprobe.demo.custom;
