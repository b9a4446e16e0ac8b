using GreenMl.Bundles;
using GreenMl.InferenceHosting.Server;
using Microsoft.Extensions.Options;

try
{
    await using var app = await InferenceServer.CreateAsync(args, CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is InvalidBundleException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
