using GreenMl.InferenceHosting.Server.Access;
using GreenMl.InferenceHosting.Server.Inference;
using GreenMl.InferenceHosting.Server.Invocations;
using GreenMl.InferenceHosting.Server.Lifetime;
using GreenMl.InferenceHosting.Server.Metering;
using GreenMl.InferenceHosting.Server.Models;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Server;

/// <summary>Composes the server: one model, the Open Inference Protocol by gRPC, SageMaker's contract by HTTP.</summary>
internal static class InferenceServer
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A server with its model loaded, ready to run.</summary>
    /// <exception cref="Bundles.InvalidBundleException">The bundle can't be served.</exception>
    /// <exception cref="OptionsValidationException">A setting breaks its rule.</exception>
    public static async Task<WebApplication> CreateAsync(string[] args, CancellationToken cancellationToken)
    {
        // The settings lie beside the program, wherever it is started from.
        var settings = new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory };
        var builder = WebApplication.CreateSlimBuilder(settings);
        builder.Configuration.AddCommandLine(
            args,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["--bundle"] = "Server:Bundle" }
        );
        var options =
            builder.Configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        builder.Services.AddSingleton(await ApiKey.ReadAsync(options, cancellationToken));
        builder.AddInferenceServer();
        var app = builder.Build();
        try
        {
            await app.Services.GetRequiredService<ModelLoader>().LoadAsync(cancellationToken);
            app.MapInferenceServer();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    extension(WebApplicationBuilder builder)
    {
        private void AddInferenceServer()
        {
            // Standard output carries the ready line and nothing else.
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            var services = builder.Services;
            services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section);
            services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
            services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
            services.AddSingleton(TimeProvider.System);
            services.AddSingleton<InFlightLimit>().AddSingleton<AccessControl>();
            services.AddSingleton<ModelLoader>().AddSingleton<PinnedBufferPool>().AddSingleton<InferenceStatistics>();
            services.AddSingleton(provider => provider.GetRequiredService<ModelLoader>().Model);
            services.AddSingleton<MetricsText>().AddSingleton<InvocationEndpoint>();
            services.AddSingleton<ListeningAddresses>().AddHostedService<ReadyAnnouncement>();
            if (builder.Configuration[ParentWatch.Variable] == "1")
            {
                services.AddHostedService<ParentWatch>();
            }

            services.AddGrpcServices();
            services
                .AddOptions<KestrelServerOptions>()
                .Configure<ListeningAddresses, IOptions<ServerOptions>>(
                    (kestrel, addresses, options) =>
                    {
                        kestrel.AddServerHeader = false;
                        // The gRPC and the invocation endpoint bound what they read themselves, with better errors.
                        kestrel.Limits.MaxRequestBodySize = null;
                        addresses.Configure(kestrel, builder.Configuration.GetSection("Kestrel"));
                    }
                );
        }
    }

    extension(IServiceCollection services)
    {
        private void AddGrpcServices()
        {
            services.AddGrpc();
            services
                .AddOptions<Grpc.AspNetCore.Server.GrpcServiceOptions>()
                .Configure<IOptions<ServerOptions>>(
                    (grpc, options) =>
                    {
                        grpc.MaxReceiveMessageSize = options.Value.MaxMessageBytes;
                        // An answer is as long as the model makes it.
                        grpc.MaxSendMessageSize = null;
                    }
                );
            services.AddSingleton<HealthService>().AddSingleton<ModelInferService>().AddSingleton<MetadataService>();
            services.AddSingleton<InferenceMarshaller>();
            services.AddSingleton<IServiceMethodProvider<ModelInferService>, InferenceMethods>();
        }
    }

    extension(WebApplication app)
    {
        private void MapInferenceServer()
        {
            app.Use(
                (context, next) =>
                    context.RequestServices.GetRequiredService<AccessControl>().InvokeAsync(context, next)
            );
            app.MapGrpcService<ModelInferService>();
            app.MapGrpcService<HealthService>().WithMetadata(AccessRule.Open);
            foreach (var path in (string[])["/health", "/alive", "/ping"])
            {
                app.MapGet(path, context => context.Response.WriteAsync("Healthy", context.RequestAborted))
                    .WithMetadata(AccessRule.Open);
            }

            var metrics = app.Services.GetRequiredService<MetricsText>();
            app.MapGet(
                "/metrics",
                context =>
                {
                    context.Response.ContentType = MetricsText.ContentType;
                    return context.Response.WriteAsync(metrics.Create(), context.RequestAborted);
                }
            );
            app.MapPost("/invocations", app.Services.GetRequiredService<InvocationEndpoint>().InvokeAsync)
                .WithMetadata(AccessRule.Inference);
        }
    }
}
