using Google.Protobuf.Reflection;
using Google.Rpc;
using GreenMl.ServiceDefaults.Errors;
using GreenMl.ServiceDefaults.Hosting;
using GreenMl.ServiceDefaults.Security;
using GreenMl.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GreenMl.ServiceDefaults;

/// <summary>What every GreenMl service has in common.</summary>
public static class ServiceDefaultsRegistration
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    extension(IHostApplicationBuilder builder)
    {
        /// <summary>
        /// Adds telemetry, health, security, gRPC with the error interceptor, JSON transcoding, reflection and OpenAPI,
        /// service discovery, and resilient HTTP clients. Streaming gRPC calls are left alone by the resilience.
        /// </summary>
        public void AddServiceDefaults()
        {
            builder.Services.TryAddSingleton(TimeProvider.System);
            builder.Services.AddSingleton(ServiceHome.From(builder.Configuration));
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
            builder.AddTelemetry();
            builder.AddHealth();
            builder.AddSecurity();
            builder.AddApi();
            builder.Services.AddServiceDiscovery();
            builder.Services.ConfigureHttpClientDefaults(http =>
            {
                http.AddStandardResilienceHandler();
                http.AddServiceDiscovery();
            });
            if (ParentWatch.IsWanted)
            {
                builder.Services.AddHostedService<ParentWatch>();
            }
        }

        private void AddApi()
        {
            builder
                .Services.AddGrpc(options => options.Interceptors.Add<ErrorInterceptor>())
                .AddJsonTranscoding(options =>
                    // Error details travel as Any, which JSON can write only when it knows their types.
                    options.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)
                );
            builder.Services.AddGrpcReflection();
            builder.Services.AddGrpcSwagger();
            builder.Services.AddSwaggerGen(options =>
                options.SwaggerDoc("v1", new() { Title = builder.Environment.ApplicationName, Version = "v1" })
            );
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Maps health (open to all), reflection and <c>/openapi/v1.json</c> (for authenticated callers).</summary>
        public void MapServiceDefaults()
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapHealth();
            app.MapGrpcReflectionService();
            app.MapSwagger("/openapi/{documentName}.json");
        }
    }
}
