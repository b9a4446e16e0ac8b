using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace GreenMl.ServiceDefaults.Telemetry;

internal static class TelemetryRegistration
{
    private const string OwnSources = "GreenMl.*";
    private const string Bus = "MassTransit";

    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Measures and traces only where somebody listens: without an exporter nothing is collected.</summary>
        public void AddTelemetry()
        {
            if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            {
                return;
            }

            builder.Logging.AddOpenTelemetry(logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.IncludeScopes = true;
            });
            builder
                .Services.AddOpenTelemetry()
                .WithMetrics(metrics =>
                    metrics
                        .AddAspNetCoreInstrumentation()
                        .AddHttpClientInstrumentation()
                        .AddRuntimeInstrumentation()
                        .AddMeter(OwnSources, Bus)
                )
                .WithTracing(tracing =>
                    tracing
                        .AddSource(builder.Environment.ApplicationName, OwnSources, Bus)
                        .AddAspNetCoreInstrumentation(options =>
                            options.Filter = context => !HealthRegistration.IsHealthPath(context.Request.Path)
                        )
                        .AddGrpcClientInstrumentation()
                        .AddHttpClientInstrumentation()
                )
                .UseOtlpExporter();
        }
    }
}
