using GreenMl.AppHost;

if (!RunRequest.TryParse(args, out var request))
{
    return RunRequest.UsageExitCode;
}

var builder = DistributedApplication.CreateBuilder(request.HostArguments);
var home = await Home.OpenAsync(builder);

// The broker is the SQS and SNS endpoint of this machine; it verifies that requests are signed with this secret.
var brokerSecret = builder.AddParameter("broker-secret", () => home.BrokerSecret, secret: true);

var broker = builder
    .AddProject<Projects.GreenMl_Platform_Broker>("broker")
    .WithEnvironment("GREENML_HOME", home.Folder)
    .WithEnvironment("Broker__AccessKeyId", "greenml")
    .WithEnvironment("Broker__SecretAccessKey", brokerSecret)
    .WithHttpHealthCheck("/health", endpointName: "http");

var governance = AddService<Projects.GreenMl_ResourceGovernance>("governance");

AddPhase<Projects.GreenMl_DataCuration, Projects.GreenMl_DataCuration_Worker>("curation");
AddPhase<Projects.GreenMl_TrainingOrchestration, Projects.GreenMl_TrainingOrchestration_Worker>("training");
AddPhase<Projects.GreenMl_ModelOptimization, Projects.GreenMl_ModelOptimization_Worker>("optimization");
AddPhase<Projects.GreenMl_InferenceHosting, Projects.GreenMl_InferenceHosting_Server>("hosting");

string[] services = [.. builder.Resources.OfType<ProjectResource>().Select(project => project.Name)];
await using var app = builder.Build();
return await PipelineRun.ServeAsync(app, request, home, services);

IResourceBuilder<ProjectResource> AddService<TService>(string name)
    where TService : IProjectMetadata, new() =>
    builder
        .AddProject<TService>(name)
        .WithReference(broker)
        .WaitFor(broker)
        .WithEnvironment("GREENML_HOME", home.Folder)
        .WithEnvironment("AWS_ENDPOINT_URL", broker.GetEndpoint("http"))
        .WithEnvironment("AWS_REGION", "us-east-1")
        .WithEnvironment("AWS_ACCESS_KEY_ID", "greenml")
        .WithEnvironment("AWS_SECRET_ACCESS_KEY", brokerSecret)
        .WithHttpHealthCheck("/health", endpointName: "http");

// Governance subscribes to what the phases publish, so it is there first.
void AddPhase<TService, TWorker>(string name)
    where TService : IProjectMetadata, new()
    where TWorker : IProjectMetadata, new() =>
    AddService<TService>(name)
        .WaitFor(governance)
        .WithEnvironment("Worker__Command", "dotnet")
        .WithEnvironment("Worker__Assembly", ProjectOutput.AssemblyOf<TWorker>());
