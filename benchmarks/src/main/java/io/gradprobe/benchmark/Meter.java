package io.gradprobe.benchmark;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the current thread uses between two moments. */
final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  long wallNanos;
  long cpuNanos;
  long allocatedBytes;

  private long wall;
  private long cpu;
  private long allocated;

  void begin() {
    allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    cpu = THREADS.getCurrentThreadCpuTime();
    wall = System.nanoTime();
  }

  void end() {
    wallNanos = System.nanoTime() - wall;
    cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
    allocatedBytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;
  }
}
