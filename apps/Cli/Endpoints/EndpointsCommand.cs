using System.CommandLine;
using GreenMl.Cli.Output;
using GreenMl.Contracts.Hosting.V1;

namespace GreenMl.Cli.Endpoints;

/// <summary><c>greenml endpoints</c>: lists, shows and deletes endpoints.</summary>
internal static class EndpointsCommand
{
    public static Command Create(CommandBinding binding)
    {
        var limit = Listing.LimitOption();
        var listLimit = Listing.LimitOption();
        var endpoints = new Command("endpoints", "Lists the endpoints; shows or deletes one") { limit };
        var list = new Command("list", "Lists the endpoints") { listLimit };
        binding.Bind(endpoints, (session, parse, token) => ListAsync(session, parse.GetValue(limit), token));
        binding.Bind(list, (session, parse, token) => ListAsync(session, parse.GetValue(listLimit), token));
        endpoints.Add(list);
        endpoints.Add(CreateWithName(binding, "show", "Shows an endpoint", ShowAsync));
        endpoints.Add(CreateWithName(binding, "delete", "Stops serving and forgets the endpoint", DeleteAsync));
        return endpoints;
    }

    private static Command CreateWithName(
        CommandBinding binding,
        string name,
        string description,
        Func<Session, string, CancellationToken, Task> action
    )
    {
        var endpoint = new Argument<string>("endpoint") { Description = "The name of the endpoint" };
        var command = new Command(name, description) { endpoint };
        binding.Bind(
            command,
            async (session, parse, token) =>
            {
                await action(session, parse.GetRequiredValue(endpoint), token);
                return ExitCodes.Success;
            }
        );
        return command;
    }

    private static async Task<int> ListAsync(Session session, int limit, CancellationToken cancellationToken)
    {
        var client = await session.EndpointsAsync(cancellationToken);
        var endpoints = await Listing.ReadAsync<Endpoint>(
            limit,
            async (size, token) =>
            {
                var page = await client.ListEndpointsAsync(
                    new ListEndpointsRequest { PageSize = size, PageToken = token },
                    cancellationToken: cancellationToken
                );
                return (page.Endpoints, page.NextPageToken);
            }
        );
        if (session.Printer.IsJson)
        {
            await session.Printer.WriteJsonAsync("endpoints", endpoints);
            return ExitCodes.Success;
        }

        await session.Printer.WriteTableAsync(
            ["endpoint", "state", "gRPC", "HTTP", "restarts"],
            endpoints.Select(endpoint =>
                (string[])
                    [
                        endpoint.Name,
                        StateOf(endpoint),
                        endpoint.GrpcAddress,
                        endpoint.HttpAddress,
                        $"{endpoint.Restarts}",
                    ]
            )
        );
        return ExitCodes.Success;
    }

    private static async Task ShowAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var client = await session.EndpointsAsync(cancellationToken);
        var request = new GetEndpointRequest { Name = name };
        var endpoint = (await client.GetEndpointAsync(request, cancellationToken: cancellationToken)).Endpoint;
        if (session.Printer.IsJson)
        {
            await session.Printer.WriteJsonAsync("endpoint", endpoint);
            return;
        }

        await session.Printer.WriteFieldsAsync(
            ("endpoint", endpoint.Name),
            ("run", endpoint.RunId),
            ("state", StateOf(endpoint)),
            ("gRPC", endpoint.GrpcAddress),
            ("HTTP", endpoint.HttpAddress),
            ("model", endpoint.ModelName),
            ("version", endpoint.ModelVersion),
            ("bundle", endpoint.Spec?.BundleUri ?? ""),
            ("restarts", $"{endpoint.Restarts}"),
            ("created", Format.Time(endpoint.CreatedAt)),
            ("changed", Format.Time(endpoint.UpdatedAt)),
            ("failure", Format.Failure(endpoint.Failure))
        );
    }

    private static async Task DeleteAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var client = await session.EndpointsAsync(cancellationToken);
        await client.DeleteEndpointAsync(
            new DeleteEndpointRequest { Name = name },
            cancellationToken: cancellationToken
        );
        if (session.Printer.IsJson)
        {
            await session.Printer.WriteJsonAsync("deleted", new Endpoint { Name = name });
        }
        else
        {
            await session.Printer.WriteLineAsync($"endpoint {name} deleted");
        }
    }

    private static string StateOf(Endpoint endpoint) =>
        endpoint.State == EndpointState.InService ? "in service" : $"{endpoint.State}".ToLowerInvariant();
}
