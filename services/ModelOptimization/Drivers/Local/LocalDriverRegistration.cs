using GreenMl.Contracts.Optimization.V1;
using GreenMl.Jobs;

namespace GreenMl.ModelOptimization.Drivers.Local;

/// <summary>Adds the driver that optimizes on this machine.</summary>
internal static class LocalDriverRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLocalDriver(string service)
        {
            builder.AddObjects();
            builder.AddLocalWorker(service);
            builder.Services.AddSingleton<IJobDriver<OptimizationSpec, OptimizedModel>, LocalOptimizationDriver>();
        }
    }
}
