using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>An error that SNS answered; <see cref="AmazonServiceException.ErrorCode"/> is the code of the answer.</summary>
/// <param name="message">The message of the answer.</param>
/// <param name="innerException">What the HTTP layer threw.</param>
/// <param name="errorType">Whether the caller or the service is at fault.</param>
/// <param name="errorCode">The code, such as <c>NotFound</c> or <c>InvalidParameter</c>.</param>
/// <param name="requestId">The id that SNS gave the request; empty when it gave none.</param>
/// <param name="statusCode">The HTTP status.</param>
public class AmazonSimpleNotificationServiceException(
    string message,
    Exception innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
