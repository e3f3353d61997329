/** Data, arguments and small nets that the demos share. */
package io.gradprobe.demo.support;
