/** Programs that the tests fork: training in forms that the demos do not have. */
package io.gradprobe.demo.programs;
