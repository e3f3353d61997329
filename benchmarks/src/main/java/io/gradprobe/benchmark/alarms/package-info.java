/** How often rules raise an alarm over healthy training, and how soon over planted faults. */
package io.gradprobe.benchmark.alarms;
