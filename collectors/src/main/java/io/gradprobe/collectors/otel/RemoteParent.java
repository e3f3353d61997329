package io.gradprobe.collectors.otel;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;

/** The span that started this JVM, as {@code TRACEPARENT} in the environment names it. */
final class RemoteParent {
  private RemoteParent() {}

  /** The parent's context; the root context where none is named or it is malformed. */
  static Context of(OtelSettings settings) {
    Map<String, String> carrier =
        Map.of("traceparent", settings.traceParent(), "tracestate", settings.traceState());
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, new Getter());
  }

  private static final class Getter implements TextMapGetter<Map<String, String>> {
    @Override
    public String get(Map<String, String> carrier, String key) {
      String value = carrier == null ? null : carrier.get(key);
      return value == null || value.isEmpty() ? null : value;
    }
  }
}
