using System.Reflection;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Finds the method of a function of this app.</summary>
internal static class FunctionMethod
{
    /// <summary>Returns the method of an entry point, or null if this app has no such method.</summary>
    /// <param name="entryPoint">The full name of the type, a dot, and the name of the method.</param>
    public static MethodInfo? Find(string entryPoint)
    {
        var dot = entryPoint.LastIndexOf('.');
        return dot < 0
            ? null
            : typeof(FunctionMethod).Assembly.GetType(entryPoint[..dot])?.GetMethod(entryPoint[(dot + 1)..]);
    }
}
