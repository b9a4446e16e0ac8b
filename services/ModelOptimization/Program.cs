using GreenMl.ModelOptimization;

var builder = WebApplication.CreateBuilder(args);
builder.AddModelOptimization();

var app = builder.Build();
app.MapModelOptimization();
await app.RunAsync();
