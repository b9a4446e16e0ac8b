using GreenMl.Platform.Broker;

// The settings lie beside the program, wherever it is started; the working directory is for its files.
var options = new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory };
await using var app = WebApplication.CreateSlimBuilder(options).AddBroker().Build().MapBroker();
await app.RunAsync();
