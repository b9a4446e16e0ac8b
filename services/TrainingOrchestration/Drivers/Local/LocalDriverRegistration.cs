using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs;

namespace GreenMl.TrainingOrchestration.Drivers.Local;

/// <summary>Adds the driver that trains on this machine.</summary>
internal static class LocalDriverRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLocalDriver(string service)
        {
            builder.AddObjects();
            builder.AddLocalWorker(service);
            builder.Services.AddSingleton<IJobDriver<TrainingSpec, TrainedModel>, LocalTrainingDriver>();
        }
    }
}
