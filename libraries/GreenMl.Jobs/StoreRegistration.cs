using GreenMl.ServiceDefaults.Hosting;
using GreenMl.Sql;
using GreenMl.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GreenMl.Jobs;

/// <summary>Gives a service its database and its tables.</summary>
public static class StoreRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>
        /// Opens the database of <paramref name="service"/>: PostgreSQL when the connection string <c>store</c> is set,
        /// else SQLite in the home folder.
        /// </summary>
        public Func<IServiceProvider, Database> Store(string service) =>
            services =>
                Database.Open(
                    builder.Configuration.GetConnectionString("store"),
                    services.GetRequiredService<ServiceHome>().DatabaseFile(service)
                );

        /// <summary>Adds the object store of the home folder.</summary>
        public void AddObjects() =>
            builder.Services.AddSingleton(services => new ObjectStore(
                services.GetRequiredService<ServiceHome>().ObjectsDirectory,
                services.GetRequiredService<TimeProvider>()
            ));

        /// <summary>Prepares the tables of <typeparamref name="T"/> before anything of the host starts.</summary>
        public void AddMigration<T>(Func<T, CancellationToken, Task> migrate)
            where T : notnull =>
            builder.Services.AddSingleton<IHostedService>(services => new Migration(token =>
                migrate(services.GetRequiredService<T>(), token)
            ));
    }

    private sealed class Migration(Func<CancellationToken, Task> migrate) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => migrate(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
