/** Small applications that train well by default and break in a named way on request. */
package io.gradprobe.demo.apps;
