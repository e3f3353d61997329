/** Programs that train nothing, though their loops look as if they did. */
package io.gradprobe.demo.custom.lookalikes;
