using GreenMl.DataCuration;

var builder = WebApplication.CreateBuilder(args);
builder.AddDataCuration();

var app = builder.Build();
app.MapDataCuration();
await app.RunAsync();
