using GreenMl.ResourceGovernance;

var builder = WebApplication.CreateBuilder(args);
builder.AddResourceGovernance();

var app = builder.Build();
app.MapResourceGovernance();
await app.RunAsync();
