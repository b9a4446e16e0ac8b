using GreenMl.Contracts.Datasets.V1;
using GreenMl.Jobs;

namespace GreenMl.DataCuration.Drivers.Local;

/// <summary>Adds the driver that curates on this machine.</summary>
internal static class LocalDriverRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddLocalDriver(string service)
        {
            builder.AddLocalWorker(service);
            builder.AddObjects();
            builder.Services.AddSingleton<CuratedRecipes>();
            builder.AddMigration<CuratedRecipes>((recipes, token) => recipes.MigrateAsync(token));
            builder.Services.AddSingleton<IJobDriver<DatasetSpec, DatasetVersion>, LocalCurationDriver>();
        }
    }
}
