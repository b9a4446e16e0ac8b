using GreenMl.Platform.Broker;

var options = new WebApplicationOptions
{
    // A broker reads its settings once: no file watcher.
    Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
    // The settings lie beside the program, wherever it is started; the working directory is for its files.
    ContentRootPath = AppContext.BaseDirectory,
};
await using var app = WebApplication.CreateSlimBuilder(options).AddBroker().Build().MapBroker();
await app.RunAsync();
