namespace GreenMl.Platform.Broker.Protocol;

/// <summary>An error as a client of AWS sees it.</summary>
/// <param name="shape">Name in the JSON protocol: <c>__type</c> after the <c>#</c>.</param>
/// <param name="message">Text for people.</param>
/// <param name="code">Name in the query protocol, which SDKs report for SQS too; null: the same as <paramref name="shape"/>.</param>
/// <param name="status">HTTP status; 500 and above let clients retry.</param>
internal sealed class AwsException(string shape, string message, string? code = null, int status = 400)
    : Exception(message)
{
    public string Shape => shape;

    public string Code => code ?? shape;

    public int Status => status;

    public bool IsSenderFault => status < 500;

    public static AwsException ServiceUnavailable(string message) => new("ServiceUnavailable", message, status: 503);

    public static AwsException Missing(string parameter) =>
        new(
            "MissingRequiredParameterException",
            $"The request must contain the parameter {parameter}.",
            "MissingParameter"
        );

    public static AwsException InvalidValue(string message) =>
        new("InvalidParameterValueException", message, "InvalidParameterValue");

    public static AwsException InvalidValue(object value, string parameter, string reason) =>
        InvalidValue($"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static AwsException NoQueue() =>
        Sqs("QueueDoesNotExist", "The specified queue does not exist.", "NonExistentQueue");

    /// <summary>An SQS error whose query code carries the service's long prefix.</summary>
    public static AwsException Sqs(string shape, string message, string? code = null) =>
        new(shape, message, $"AWS.SimpleQueueService.{code ?? shape}");

    /// <summary>The SNS error for an argument that cannot be used.</summary>
    public static AwsException InvalidParameter(string parameter, string reason) =>
        new("InvalidParameter", $"Invalid parameter: {parameter} Reason: {reason}");

    public static AwsException NotFound(string thing) => new("NotFound", $"{thing} does not exist", status: 404);
}
