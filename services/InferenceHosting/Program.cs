using GreenMl.InferenceHosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddInferenceHosting();

var app = builder.Build();
app.MapInferenceHosting();
await app.RunAsync();
