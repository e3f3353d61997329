/** What the demos share: arguments, data, networks. */
package io.gradprobe.demo.dl4j.support;
