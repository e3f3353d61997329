/** Small programs whose training is legal and sound although something about it looks odd. */
package io.gradprobe.demo.healthy;
