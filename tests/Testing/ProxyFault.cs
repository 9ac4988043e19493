namespace Testing;

/// <summary>The ways in which a request to storage fails.</summary>
public enum ProxyFault
{
    /// <summary>The connection is reset before the server receives the request.</summary>
    Reset,

    /// <summary>The response is 500 and the server has done nothing.</summary>
    InternalError,

    /// <summary>The response is 503 and the server has done nothing.</summary>
    Busy,

    /// <summary>The server receives the request late.</summary>
    Delay,

    /// <summary>The server executes the request, and the connection is reset before the response.</summary>
    ResetAfterwards,

    /// <summary>The server executes the request, and the response is 500.</summary>
    ErrorAfterwards,

    /// <summary>The server executes the request, and the connection is reset in the middle of the response.</summary>
    CutResponse,
}
