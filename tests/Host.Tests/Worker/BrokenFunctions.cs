using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LocalHost.Tests.Worker;

/// <summary>Each function has one mistake that a start must name.</summary>
public sealed class BrokenFunctions(IUnregistered service)
{
    [Function("BadRoute")]
    public static string BadRoute([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{b")] HttpRequest request) => "";

    [Function("BadConstraint")]
    public static string BadConstraint([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "c/{d:shoe}")] HttpRequest request) => "";

    [Function("ReservedRoute")]
    public static string ReservedRoute([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/keys")] HttpRequest request) => "";

    [Function("Twice")]
    public static string Once([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "once")] HttpRequest request) => "";

    [Function("twice")]
    public static string Twice([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "twice")] HttpRequest request) => "";

    [Function("SameRoute")]
    public static string SameRoute([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "same/{x}")] HttpRequest request) => "";

    [Function("SameRouteToo")]
    public static string SameRouteToo([HttpTrigger(AuthorizationLevel.Anonymous, "POST", Route = "Same/{y}")] HttpRequest request) => "";

    [Function("NoTrigger")]
    public static string NoTrigger(HttpRequest request) => "";

    [Function("TwoTriggers")]
    public static string TwoTriggers([HttpTrigger] HttpRequest request, [TimerTrigger("0 0 * * * *")] TimerInfo timer) => "";

    [Function("OddParameter")]
    public static string OddParameter([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "odd")] HttpRequest request, Version version) => "";

    [Function("OddTrigger")]
    public static string OddTrigger([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "oddt")] Version version) => "";

    [Function("Odd name")]
    public static string OddName([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "name")] HttpRequest request) => "";

    [Function("NeedsService")]
    public string NeedsService([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "needs")] HttpRequest request) => service.ToString()!;
}

public interface IUnregistered;
