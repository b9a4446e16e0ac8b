using GreenMl.TrainingOrchestration;

var builder = WebApplication.CreateBuilder(args);
builder.AddTrainingOrchestration();

var app = builder.Build();
app.MapTrainingOrchestration();
await app.RunAsync();
