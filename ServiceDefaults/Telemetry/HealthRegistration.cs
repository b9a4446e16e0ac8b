using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace GreenMl.ServiceDefaults.Telemetry;

internal static class HealthRegistration
{
    private const string Live = "live";
    private const string HealthPath = "/health";
    private const string AlivePath = "/alive";

    public static bool IsHealthPath(PathString path) => path == HealthPath || path == AlivePath;

    extension(IHostApplicationBuilder builder)
    {
        public void AddHealth()
        {
            builder.Services.AddGrpcHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);

            // Health is computed when it is asked for; the default publisher would compute it every 30 seconds.
            builder.Services.Configure<HealthCheckPublisherOptions>(options =>
            {
                options.Delay = TimeSpan.Zero;
                options.Period = TimeSpan.FromMinutes(10);
            });
        }
    }

    extension(IEndpointRouteBuilder app)
    {
        public void MapHealth()
        {
            app.MapHealthChecks(HealthPath).AllowAnonymous();
            app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live) })
                .AllowAnonymous();
            app.MapGrpcHealthChecksService().AllowAnonymous();
        }
    }
}
