using System.Net;
using System.Text.Json.Serialization;

namespace GreenMl.InferenceHosting.Server.Invocations;

/// <summary>The body of a failed HTTP request.</summary>
/// <param name="Error">What was found, the rule, the remedy.</param>
internal sealed record HttpError(string Error)
{
    /// <summary>Answers with a status and this body.</summary>
    public static Task WriteAsync(
        HttpResponse response,
        HttpStatusCode status,
        string error,
        CancellationToken cancellationToken
    )
    {
        response.StatusCode = (int)status;
        var body = new HttpError(error);
        return response.WriteAsJsonAsync(body, HttpErrorJson.Default.HttpError, "application/json", cancellationToken);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpError))]
internal sealed partial class HttpErrorJson : JsonSerializerContext;
