namespace GreenMl.Datasets;

/// <summary>The files of a data set are missing, damaged or break a limit; the message names the file and the rule.</summary>
/// <param name="message">What is wrong and where.</param>
/// <param name="innerException">What the decoder said, if it was the decoder.</param>
public sealed class InvalidDatasetException(string message, Exception? innerException = null)
    : Exception(message, innerException);
