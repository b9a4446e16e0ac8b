using GreenMl.Contracts.Hosting.V1;
using GreenMl.Footprint;
using GreenMl.Footprint.Tables;
using GreenMl.Jobs;
using Endpoint = GreenMl.Contracts.Hosting.V1.Endpoint;

namespace GreenMl.InferenceHosting.Drivers.Local;

/// <summary>Adds the driver that serves on this machine.</summary>
internal static class LocalDriverRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLocalDriver()
        {
            builder.AddObjects();
            builder.AddWorkerOptions();
            builder.Services.AddSingleton(_ => PowerModel.OfThisMachine(FactorTables.Load()));
            builder.Services.AddSingleton<EndpointServers>();
            builder.Services.AddSingleton<IJobDriver<EndpointSpec, Endpoint>, LocalHostingDriver>();
            builder.Services.AddHostedService<EndpointRestorer>();
        }
    }
}
